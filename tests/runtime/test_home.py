import pytest

from pondkeeper.runtime.home import Home, HomeUnusable, clone_root, find_home


def test_a_secret_is_made_once_and_closed_to_others(home):
    token = home.secret("steer.token")
    assert home.secret("steer.token") == token
    assert (home.root / "steer.token").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_others_may_read_is_refused(home):
    home.secret("steer.token")
    home.steer_token.chmod(0o644)
    with pytest.raises(HomeUnusable, match="chmod 600"):
        home.secret("steer.token")


def test_ports_are_remembered_beside_one_another(home):
    home.remember_ports(web=8787)
    home.remember_ports(emulator=8790)
    assert home.known_ports() == {"web": 8787, "emulator": 8790}


def test_the_home_lies_beside_the_clone_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("POND_HOME", raising=False)
    root = clone_root()
    assert root is not None
    assert find_home() == Home(root / ".pond")
    monkeypatch.setenv("POND_HOME", str(tmp_path / "elsewhere"))
    assert find_home() == Home(tmp_path / "elsewhere")


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeUnusable, match="POND_HOME"):
        Home(tmp_path / "file" / "home").make()
