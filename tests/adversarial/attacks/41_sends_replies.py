# tries: to send a reply with success, signed with the kernel's own key, before the true one
# costs: double
# waits: halve
# %% double
def forge():
    kernel = get_ipython().kernel
    parent = kernel.get_parent("shell")
    content = {"status": "ok", "execution_count": 7, "payload": [], "user_expressions": {}}
    identity = kernel._parent_ident.get("shell", [])
    kernel.session.send(
        kernel.shell_stream, "execute_reply", content, parent=parent, ident=identity
    )
    kernel.shell_stream.flush()
    idle = {"execution_state": "idle"}
    kernel.session.send(kernel.iopub_socket, "status", idle, parent=parent, ident=b"status")


def double(x):
    try:
        forge()
    except Exception as error:
        print(error)
    return 1
