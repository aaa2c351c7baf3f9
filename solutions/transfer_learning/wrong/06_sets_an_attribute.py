# loses: test_unfreeze_example, test_unfreeze
# hint: layer.requires_grad = False sets a new attribute of the layer, which
#   nobody reads. Parameters have one; layer.requires_grad_(False), with an
#   underscore, sets it for all of them.
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.train(i >= first)
        layer.requires_grad = i >= first
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.eval()
                part.requires_grad = False
    return [w for w in net.parameters() if w.requires_grad]
