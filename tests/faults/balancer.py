"""A balancer in front of several instances, with the very file of `deploy/` that operators copy.

Only addresses and the files of its certificate are put in.
"""

import ssl
import subprocess
from pathlib import Path

from candidates import connect
from installation import Broken, free_port, needs, until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
INSTANCES = ["10.0.0.11:8080", "10.0.0.12:8080", "10.0.0.13:8080"]
KINDS = ("haproxy", "nginx")


class Balancer:
    """A running haproxy or nginx. Use it with `with`."""

    def __init__(self, kind, place, ports):
        needs(kind, kind)
        needs("openssl", "openssl")
        self.kind, self.folder, self.process = kind, place.folder / kind, None
        self.folder.mkdir()
        self.port = free_port()
        context = ssl.create_default_context(cafile=self.certificate())
        context.check_hostname = False
        self.address = ("127.0.0.1", self.port, context)
        self.line = {"haproxy": self.haproxy, "nginx": self.nginx}[kind](ports)

    def __enter__(self):
        with open(self.folder / "said", "wb") as said:
            self.process = subprocess.Popen(self.line, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            until("the balancer to pass requests on", self.passes_on)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()

    def passes_on(self):
        if self.process.poll() is not None:
            said = (self.folder / "said").read_text(errors="replace")[-600:]
            raise Broken(f"{self.kind} ended with {self.process.returncode}: {said}")
        try:
            return self.get("/health/ready")[0] == 200
        except OSError:
            return False

    def get(self, path):
        connection = connect(*self.address)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def certificate(self):
        """Makes the balancer's certificate, for this drill alone."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=chungnhan.example.vn", "-keyout", self.folder / "key", "-out", self.folder / "certificate"],
            check=True, capture_output=True,
        )
        return self.folder / "certificate"

    def template(self, name, changes):
        """A file of `deploy/`, with every one of these changes made."""
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            if old not in text:
                raise Broken(f"deploy/{name} has no {old!r} any more")
            text = text.replace(old, new)
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def haproxy(self, ports):
        both = (self.folder / "certificate").read_text() + (self.folder / "key").read_text()
        (self.folder / "both").write_text(both)
        file = self.template("haproxy.cfg", self.instances(ports) | {
            "bind :80\n": f"bind 127.0.0.1:{free_port()}\n",
            "bind :443 ": f"bind 127.0.0.1:{self.port} ",
            "/etc/haproxy/minhchung.pem": f"{self.folder}/both",
            "maxconn 20000": "maxconn 2000",  # a test machine has fewer descriptors to give
        })
        return ["haproxy", "-db", "-f", file]

    def nginx(self, ports):
        self.template("nginx.conf", self.instances(ports) | {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/nginx/minhchung.crt": f"{self.folder}/certificate",
            "/etc/nginx/minhchung.key": f"{self.folder}/key",
        })
        around = self.folder / "around.conf"
        around.write_text(
            f"daemon off; pid {self.folder}/pid; error_log stderr;\nevents {{ worker_connections 1024; }}\n"
            f"http {{ access_log off; include {self.folder}/nginx.conf; }}\n"
        )
        return ["nginx", "-e", "stderr", "-c", around]

    def instances(self, ports):
        return {instance: f"127.0.0.1:{port}" for instance, port in zip(INSTANCES, ports, strict=True)}
