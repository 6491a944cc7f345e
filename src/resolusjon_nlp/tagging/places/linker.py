def link_places(r):
    return ()
