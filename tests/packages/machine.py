# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian in namespaces: a fresh root by debootstrap, and in it a systemd that believes to have booted a machine."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time

PATIENCE = 120
MIRROR = "http://deb.debian.org/debian"
# Runs as the first process of its namespaces; $1 is the root.
BOOT = r"""
set -e
hostname trial
mount --make-rprivate /
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do
    : > dev/$node
    mount --bind /dev/$node dev/$node
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
pivot_root . mnt
umount -l /mnt
mount --make-rshared /  # Credentials come to a service by mounts that propagate.
exec env -i container=trial PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --show-status=0
"""


def call(*command, check=True, quiet=True, **options):
    """Runs a program to its end; what it says is in the answer, or else shown as it comes."""
    done = subprocess.run(command, capture_output=quiet, text=True, check=False, stdin=subprocess.DEVNULL, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.05)
    return value


def base_root(suite, cache, mirror):
    """What debootstrap makes of the release, kept in the cache."""
    base = os.path.join(cache, suite)
    if not os.path.exists(os.path.join(base, "etc", "debian_version")):
        shutil.rmtree(base, ignore_errors=True)
        call("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,ca-certificates", suite, base, mirror)
    return base


class Root:
    """A copy of the base root, which is thrown away; before it boots, programs run in it with the network of outside."""

    def __init__(self, suite, cache, mirror):
        self.path = tempfile.mkdtemp(prefix=f"trial-{suite}-", dir=cache)
        call("cp", "-a", "--reflink=auto", base_root(suite, cache, mirror) + "/.", self.path)
        shutil.copy("/etc/resolv.conf", os.path.join(self.path, "etc", "resolv.conf"))
        with self.open("/etc/dpkg/dpkg.cfg.d/trial", "w") as file:
            file.write("force-unsafe-io\n")  # Nothing of it is kept.

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def run(self, *command, check=True):
        script = 'mount -t proc proc "$1/proc"; mount --bind /dev "$1/dev"; root="$1"; shift; exec chroot "$root" "$@"'
        return call("unshare", "--mount", "bash", "-ec", script, "root", self.path, *command, check=check,
                    env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
                         "QT_QPA_PLATFORM": "offscreen", "HOME": "/root"})

    def apt(self, *arguments):
        return self.run("apt-get", "-qq", "-y", "--no-install-recommends", *arguments)

    def bring(self, path):
        """Copies a file into its /root; its path there."""
        shutil.copy(path, os.path.join(self.path, "root"))
        return "/root/" + os.path.basename(path)

    def open(self, path, mode="r"):
        return open(os.path.join(self.path, path.lstrip("/")), mode, encoding="utf-8")

    def snapshot(self):
        """Every file with its owner and mode, and the users: what a package leaves behind is what differs."""
        passing = re.compile(r"^\./(proc|sys|dev|run|tmp|root|var/(cache|log/(apt|journal|dpkg\.log|wtmp|btmp|lastlog)"
                             r"|lib/(apt|dpkg/.*-old|dpkg/(lock|triggers|status|available))|tmp)|etc/.*-$)(/|$)?")
        files = call("find", ".", "-xdev", "-printf", "%p %y %m %U:%G\n", cwd=self.path).stdout.splitlines()
        kept = {line for line in files if not passing.match(line.split(" ")[0])}
        for name in ("passwd", "group", "shadow", "gshadow", "subuid", "subgid"):
            with contextlib.suppress(FileNotFoundError), self.open(f"/etc/{name}") as file:
                kept |= {f"{name}: {line.strip()}" for line in file}
        return kept


class Machine:
    """A root whose systemd runs, with a network of its own that has nothing but a loopback."""

    def __init__(self, root):
        self.root = root
        with open("/proc/mounts", encoding="ascii") as mounts:
            cgroups = [line.split()[1] for line in mounts if line.split()[2] == "cgroup2"]
        if not cgroups:
            raise AssertionError("there is no cgroup2 here")
        self.cgroup = os.path.join(cgroups[0], f"trial-{os.getpid()}")

    def __enter__(self):
        os.mkdir(self.cgroup)
        enter = 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-ec", enter, "boot", self.cgroup, "unshare", "--cgroup", "--mount", "--pid", "--fork", "--uts",
             "--ipc", "--net", "--kill-child", "bash", "-c", BOOT, "boot", self.root.path],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.pid = wait_for(self.first_process, "systemd")
            wait_for(lambda: self.run("systemctl", "is-system-running", check=False).stdout.strip()
                     in ("running", "degraded"), "the machine to boot")
            self.beside("ip", "link", "set", "lo", "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.kill()  # --kill-child: the first process of the namespace goes, and all others with it.
        self.process.wait()
        wait_for(lambda: not os.path.exists(self.cgroup) or not self.populated(), "its processes to end")
        for folder, _, _ in os.walk(self.cgroup, topdown=False):
            os.rmdir(folder)

    def populated(self):
        with open(os.path.join(self.cgroup, "cgroup.events"), encoding="ascii") as file:
            return "populated 1" in file.read()

    def first_process(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the namespaces ended with {self.process.returncode}")
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children, encoding="ascii") as file:
            child = file.read().split()
        with contextlib.suppress(FileNotFoundError, IndexError), open(f"/proc/{child[0]}/comm", encoding="ascii") as name:
            return int(child[0]) if name.read().strip() == "systemd" else None

    def run(self, *command, check=True):
        """A program of the machine."""
        return call("nsenter", f"--target={self.pid}", "--cgroup", "--mount", "--pid", "--uts", "--ipc", "--net",
                    "--wd=/", *command, check=check,
                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
                         "DEBIAN_FRONTEND": "noninteractive"})

    def has_processes(self, unit):
        try:
            with open(os.path.join(self.cgroup, "system.slice", unit, "cgroup.procs"), encoding="ascii") as file:
                return bool(file.read())
        except FileNotFoundError:
            return False

    def beside(self, *command, check=True):
        """A program of ours, in the network of the machine."""
        return call("nsenter", f"--target={self.pid}", "--net", *command, check=check)

    def apt(self, *arguments):
        return self.run("apt-get", "-qq", "-y", "--no-install-recommends", *arguments)
