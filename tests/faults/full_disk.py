"""The disk is filled under load and emptied again.

Database and files lie on a small tmpfs (needs root). While it is full a save is answered with 503 and Retry-After, never with
"saved"; once there is room the service goes on without a restart, and everything acknowledged is there.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from candidates import Crowd, Told, check, mixed, saves_more
from failed_sync import words
from installation import Broken, Installation, arguments, progress, run, until


class SmallDisk:
    """A tmpfs of a few megabytes."""

    def __init__(self, megabytes):
        self.folder = Path(tempfile.mkdtemp(prefix="minhchung-faults-disk.", dir="/tmp"))
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", self.folder], capture_output=True, text=True
        )
        if mounted.returncode:
            self.folder.rmdir()
            raise Broken(f"a tmpfs cannot be mounted; run this as root: {mounted.stderr}")

    def fill(self):
        with open(self.folder / "filler", "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 16, 1 << 12):
                while True:
                    try:
                        file.write(b"x" * size)
                    except OSError:
                        break

    def empty(self):
        (self.folder / "filler").unlink()

    def remove(self):
        subprocess.run(["umount", self.folder], check=True)
        self.folder.rmdir()


def drill(asked):
    if os.geteuid():
        raise Broken("a tmpfs is needed: run this as root")
    disk, told = SmallDisk(48), Told()
    try:
        with Installation(asked, people=14 + 2 * asked.rounds, folder=disk.folder) as place:
            server, everybody = place.serve(), mixed(place.people, told)
            for number in range(1, asked.rounds + 1):
                passing = everybody[12 + 2 * number : 14 + 2 * number]
                one_round(place, server, disk, told, number, everybody[:14], passing)
            place.certificates_follow()
            if server.process.poll() is not None:
                raise Broken(f"the service ended with {server.process.returncode}")
            check(place, told, "the end")
            server.kill()
    finally:
        disk.remove()
    return f"kept: filled {asked.rounds} times, {told.summary()}; went on without a restart"


def one_round(place, server, disk, told, number, lasting, passing):
    crowd = Crowd(lasting, server.address, is_patient=True)
    until("the load to be acknowledged", saves_more(told, 50))
    disk.fill()
    # They would pass while there is no room for a certificate.
    late = Crowd(passing, server.address, is_patient=True)
    time.sleep(4)
    refused, saved = told.counts["refused"], told.counts["saved"]
    time.sleep(2)
    refused, saved = told.counts["refused"] - refused, told.counts["saved"] - saved
    ready = server.get("/health/ready")
    crowd.stop()
    check(place, told, f"round {number}, while full")
    disk.empty()
    began = time.monotonic()
    crowd = Crowd(lasting, server.address, is_patient=True)
    until("saving to go on once there is room", saves_more(told, 30), 60)
    progress(
        f"round {number}: while full {saved} saved and {refused} refused in 2 s, ready {ready[0]} {ready[1][:300]!r}; "
        f"saving again {time.monotonic() - began:.1f} s after there was room; {words(server)}"
    )
    time.sleep(1)
    crowd.stop()
    late.stop()
    check(place, told, f"round {number}")
    if not refused:
        raise Broken(f"round {number}: the disk was full and nobody was refused")


if __name__ == "__main__":
    sys.exit(run("full disk", drill, arguments(__doc__, rounds=3, engines=("sqlite",))))
