"""Servers of the operating system, where they are installed: OpenSSH's sshd, nginx. Each runs in a folder of its own."""

from __future__ import annotations

import base64
import contextlib
import getpass
import grp
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mtqg.stack import ports
from tests.integration.connectors.folder_servers import LOGIN, SECRET

#: Where Debian has them; neither is on the PATH of a plain user.
SSHD, NGINX = (shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") for name in ("sshd", "nginx"))


@contextlib.contextmanager
def sshd(root: Path) -> Iterator[tuple[int, str, str]]:
    """Port, host key and the private key that lets this user in; SFTP only, below whatever the client asks for."""
    with _folder() as folder:
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name], check=True)
        port = ports.find_free()
        (folder / "sshd_config").write_text(f"""
            ListenAddress 127.0.0.1:{port}
            HostKey {folder / "host"}
            AuthorizedKeysFile {folder / "client.pub"}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            Subsystem sftp internal-sftp
            ForceCommand internal-sftp
        """)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)                # it gives up its rights there
        with _running([SSHD, "-D", "-e", "-f", folder / "sshd_config"], port):
            yield port, (folder / "host.pub").read_text().strip(), (folder / "client").read_text()


@contextlib.contextmanager
def nginx(root: Path) -> Iterator[int]:
    """Port of nginx's `autoindex` over the folder, behind Basic credentials."""
    with _folder() as folder:
        port, group = ports.find_free(), grp.getgrgid(os.getegid()).gr_name
        secret = base64.b64encode(hashlib.sha1(SECRET.encode()).digest()).decode()      # a colon would end it as plain text
        (folder / "who").write_text(f"{LOGIN}:{{SHA}}{secret}\n")
        (folder / "nginx.conf").write_text(f"""
            {f"user {getpass.getuser()} {group};" if os.geteuid() == 0 else ""}
            daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 64; }}
            http {{
                access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
                uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
                server {{
                    listen 127.0.0.1:{port}; root {root}; charset utf-8; autoindex on; autoindex_exact_size on;
                    auth_basic "nop bao cao"; auth_basic_user_file {folder}/who; disable_symlinks on;
                }}
            }}
        """)
        with _running([NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"], port):
            yield port


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mtqg-server-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def _running(command: list, port: int) -> Iterator[None]:
    """The server answers at the port; gone with its `with`."""
    server = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert server.poll() is None, server.stdout.read()
            assert time.monotonic() < deadline, command
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
