"""The commands `qa users` and `qa keys`: who may use a page that is served."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from index.errors import SettingsError
from qa.commandline.terminal import GOOD, Commands, Parser, on_one_line, path

_USERS, _KEYS = Path("users"), Path("keys")


def add_commands(commands: Commands) -> None:
    """Put these commands into the parser."""
    users = _group(commands, "users", "names and passwords of the page's readers", _USERS)
    users["add"].set_defaults(run=run_add_user)
    keys = _group(commands, "keys", "keys of programs that ask", _KEYS)
    keys["add"].set_defaults(run=run_add_key)


def _group(commands: Commands, name: str, about: str, file: Path) -> dict[str, Parser]:
    """The commands `add`, `remove` and `list` of one kind of file."""
    parser = commands.add_parser(name, help=about)
    inner = parser.add_subparsers(dest="what", required=True, metavar="COMMAND", parser_class=Parser)
    made = {}
    for command, told in (("add", "add one, or replace it"), ("remove", "take one out"), ("list", "show the names")):
        made[command] = inner.add_parser(command, help=told)
        if command != "list":
            made[command].add_argument("name", metavar="NAME")
        made[command].add_argument(
            "--file", type=path, default=file, metavar="FILE", help=f"where they are kept (default: {file})"
        )
        made[command].add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    made["remove"].set_defaults(run=run_remove)
    made["list"].set_defaults(run=run_list)
    return made


def run_add_user(options: argparse.Namespace) -> int:
    """Ask for a password, and write its hash; one that comes on stdin is its first line."""
    from qa.page.accounts import check_name, hash_password
    from qa.page.secret_file import put_secret

    name, password = check_name(options.name), _password()
    if not password:
        raise SettingsError("The password is empty. Type one, or send one on the standard input.")
    replaced = put_secret(options.file, name, hash_password(password))
    print(on_one_line(f"{name} {'has a new password' if replaced else 'was added'} in {options.file}."))
    return GOOD


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise SettingsError("The two passwords are not the same. Try again.")
    return password


def run_add_key(options: argparse.Namespace) -> int:
    """Make a key, write its hash, and print the key, which is kept nowhere."""
    from qa.page.accounts import check_name
    from qa.page.api_keys import hash_key, new_key
    from qa.page.secret_file import put_secret

    key = new_key()
    put_secret(options.file, check_name(options.name), hash_key(key))
    print(key)
    print("This is shown once, and kept nowhere: only its hash is.", file=sys.stderr)
    return GOOD


def run_remove(options: argparse.Namespace) -> int:
    """Take a name out. Raises `SettingsError` where it is not there."""
    from qa.page.secret_file import put_secret

    if not options.file.exists():
        raise SettingsError(f"There is no file {options.file}.")
    if not put_secret(options.file, options.name, None):
        raise SettingsError(f"There is no {options.name!r} in {options.file}. See who is there: list")
    print(
        on_one_line(f"{options.name} was taken out of {options.file}. A page that is being served must be restarted.")
    )
    return GOOD


def run_list(options: argparse.Namespace) -> int:
    """One name a line."""
    from qa.page.secret_file import read_secret_lines

    for _, line in read_secret_lines(options.file):
        print(on_one_line(line.partition(":")[0].strip()))
    return GOOD
