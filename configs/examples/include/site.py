# Read by python-include.cfg: no guest, but what all guests share.
site_memory  = 256
site_kernel  = "/boot/vmlinuz-site"
site_disk    = 'phy:/dev/site/%s,xvda1,w'
site_bridges = { 'public': 'br0', 'backup': 'br9' }
