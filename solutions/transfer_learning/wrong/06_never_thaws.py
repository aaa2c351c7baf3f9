# loses: test_unfreeze_example, test_unfreeze
# hint: You freeze, but never unfreeze. What an earlier call has frozen must be
#   trained again if it is not below first any more.
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        if i < first:
            layer.eval()
            layer.requires_grad_(False)
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.eval()
                part.requires_grad_(False)
    return [w for w in net.parameters() if w.requires_grad]
