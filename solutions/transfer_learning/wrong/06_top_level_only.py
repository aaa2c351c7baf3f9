# loses: test_unfreeze_example, test_unfreeze
# hint: You look only at the layers of the outermost network. A batch norm may
#   stand inside of one: go through layer.modules().
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.train(i >= first)
        layer.requires_grad_(i >= first)
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.eval()
            layer.requires_grad_(False)
    return [w for w in net.parameters() if w.requires_grad]
