# loses: test_unfreeze
# hint: You put the batch norms into inference mode and nothing else. The
#   frozen layers' dropout must be off, that of the others on.
# %% unfreeze
def unfreeze(net, first):
    for i, layer in enumerate(net):
        layer.requires_grad_(i >= first)
        for part in layer.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.eval()
                part.requires_grad_(False)
    return [w for w in net.parameters() if w.requires_grad]
