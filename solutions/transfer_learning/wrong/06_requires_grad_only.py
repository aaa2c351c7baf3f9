# loses: test_unfreeze_example, test_unfreeze
# hint: You switch gradients off and leave the modes as they were. Moving
#   statistics have no gradient: they need eval().
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.requires_grad_(i >= first)
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.requires_grad_(False)
    return [w for w in net.parameters() if w.requires_grad]
