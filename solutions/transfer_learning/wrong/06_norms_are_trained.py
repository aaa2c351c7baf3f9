# loses: test_unfreeze_example, test_unfreeze
# hint: γ and β of the batch norms still require gradients; the whole
#   normalisation stays as it is.
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.train(i >= first)
        layer.requires_grad_(i >= first)
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.eval()
    return [w for w in net.parameters() if w.requires_grad]
