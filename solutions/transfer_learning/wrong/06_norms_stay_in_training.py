# loses: test_unfreeze_example, test_unfreeze
# hint: Your batch norms from layer first on are in training mode, so that
#   their moving statistics follow the new data; call eval() on every one.
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.train(i >= first)
        layer.requires_grad_(i >= first)
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.requires_grad_(False)
    return [w for w in net.parameters() if w.requires_grad]
