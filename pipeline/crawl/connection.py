"""Connections: which address a name leads to, whether it may be dialled, and for how long the other side may be waited for.

`Dialler` is the network backend of httpcore: every connection of a pool is opened here. The address that is checked is the one that is
dialled, so that a name which changes its answer between check and use (DNS rebinding) leads nowhere.
"""
from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import certifi
import httpcore

from pipeline.crawl.failure import FetchFailed

NAT64 = IPv6Network("64:ff9b::/96")   # RFC 6052: the last 32 bits are an IPv4 address, which may be a private one
HEAD = re.compile(rb"(?:HTTP/1\.\d 1.*?\r?\n\r?\n)*(?!HTTP/1\.\d 1).*?\r?\n\r?\n", re.DOTALL)   # of an answer, interim ones (1xx) before it included
TAIL = 64                             # bytes kept of what came last
USUAL = (80, 443)


class Dialler(httpcore.NetworkBackend):
    """Opens connections to public addresses only, or with `allow_private` to any; may be shared by threads.

    `connect_to` maps netlocs to the "host:port" that is dialled in their place. Raises FetchFailed ("dns", "private-address").
    """

    def __init__(self, *, allow_private: bool, connect_to: Mapping[str, str]) -> None:
        self.allow_private, self.connect_to = allow_private, connect_to
        self._good: dict[str, str] = {}   # name → the address that last took a connection: a dead IPv6 route costs a wait but once
        self._backend = httpcore.SyncBackend()
        self._thread = threading.local()

    @contextmanager
    def until(self, seconds: float) -> Iterator[None]:
        """What this thread connects, writes and reads in the block ends after so many seconds, however slowly it drips."""
        self._thread.deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            del self._thread.deadline

    def rest(self, timeout: float | None) -> float | None:
        """`timeout` or what is left until the deadline, whichever is less, in seconds."""
        deadline = getattr(self._thread, "deadline", None)
        if deadline is None:
            return timeout
        rest = deadline - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the time for one fetch is over")
        return rest if timeout is None else min(timeout, rest)

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:
        addresses, port = self.resolve(host, port)
        share = None if timeout is None else timeout / min(len(addresses), 3)
        for number, address in enumerate(addresses, 1):
            try:
                stream = self._backend.connect_tcp(address, port, self.rest(share), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                self._good[host] = address
                return CountedStream(stream, self, address)
        raise AssertionError("resolve gives at least one address")

    def resolve(self, host: str, port: int) -> tuple[list[str], int]:
        """The IP addresses that may be dialled for a name, that which worked last first, and the port. Raises FetchFailed."""
        bracketed = f"[{host}]" if ":" in host else host
        there = self.connect_to.get(f"{bracketed}:{port}") or (self.connect_to.get(bracketed) if port in USUAL else None)
        if there:
            parts = urlsplit(f"//{there}")
            name, port = parts.hostname or "", parts.port or port
        else:
            name = host
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed("dns", f"the name {name} has no address: {error}", host_down=True) from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = addresses if self.allow_private else [one for one in addresses if is_public(one)]
        if not allowed:
            raise FetchFailed("private-address", f"{name} leads to {', '.join(addresses)}, a private address; only a source with "
                              "allow_private = true may stand there", host_down=True)
        return sorted(allowed, key=lambda one: one != self._good.get(host)), port


class CountedStream(httpcore.NetworkStream):
    """A connection that keeps to its dialler's deadline, and counts what came since the last request was written: a server whose Content-Length
    says less than it sends is found out by that. httpcore hands it out as extra info "counted"."""

    def __init__(self, stream: httpcore.NetworkStream, dialler: Dialler, address: str) -> None:
        self._stream, self._dialler, self.address = stream, dialler, address
        self._received, self._head = 0, 0   # bytes; the second: of status line and headers, once they are there
        self._start = self._tail = b""

    def surplus(self, content_length: int) -> int:
        """Bytes that came beyond the stated length, line ends left out (some servers send one behind the body)."""
        beyond = self._received - (self._head or self._received) - content_length
        return 0 if beyond <= len(self._tail) and not self._tail[len(self._tail) - max(beyond, 0):].strip() else beyond

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._dialler.rest(timeout))
        self._received += len(data)
        self._tail = (self._tail + data)[-TAIL:] if len(data) < TAIL else data[-TAIL:]
        if not self._head:
            self._start += data
            if found := HEAD.match(self._start):
                self._head, self._start = found.end(), b""
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._received, self._head, self._start, self._tail = 0, 0, b"", b""
        self._stream.write(buffer, self._dialler.rest(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        return CountedStream(self._stream.start_tls(ssl_context, server_hostname, self._dialler.rest(timeout)), self._dialler, self.address)

    def get_extra_info(self, info: str) -> Any:
        return self if info == "counted" else self._stream.get_extra_info(info)


def tls_context(*, verified: bool) -> ssl.SSLContext:
    """For certificates checked against Mozilla's list; or for a server whose certificate, ciphers and renegotiation are taken as they are."""
    context = ssl.create_default_context(cafile=certifi.where())
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= 0x4   # SSL_OP_LEGACY_SERVER_CONNECT; `ssl` names it from Python 3.12 on
    return context


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved, nor a tunnel to such a one."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast
