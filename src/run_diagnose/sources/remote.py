"""A URL into bytes, through fsspec; what goes wrong on the way is said in a sentence that helps."""

from __future__ import annotations

from typing import IO

from run_diagnose.errors import UnreadableError

_PACKAGES = {
    "http": "aiohttp", "https": "aiohttp", "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs",
    "abfs": "adlfs", "abfss": "adlfs", "hf": "huggingface_hub", "sftp": "paramiko", "ssh": "paramiko",
    "hdfs": "pyarrow",
}  # fmt: skip
"""What fsspec needs beside itself, by the word before ``://`` (fsspec's own registry)."""


def open_remote(url: str) -> IO[bytes]:
    """The bytes behind ``url``. Raises ``UnreadableError`` for a missing package, an address nobody knows, a missing
    file, a refused connection.
    """
    try:
        import fsspec
    except ImportError as error:
        raise UnreadableError(
            f"{url} is a URL, and URLs need an extra package", 'pip install "run-diagnose[remote]"'
        ) from error
    try:
        opened: IO[bytes] = fsspec.open(url, "rb").open()
    except Exception as error:  # fsspec's file systems raise whatever their own libraries raise
        raise told(url, error) from error
    return opened


def told(url: str, error: Exception) -> UnreadableError:
    """What ``error`` means for the person who gave ``url``."""
    scheme = url.split("://", 1)[0].lower()
    if isinstance(error, ImportError):
        package = _PACKAGES.get(scheme, "")
        hint = f"pip install {package}" if package else str(error)
        return UnreadableError(f"{scheme}:// addresses need a package that is not installed", hint)
    if isinstance(error, ValueError) and "rotocol" in str(error):
        return UnreadableError(
            f"{url}: nothing here knows addresses that begin with {scheme}://",
            "file://, http://, https://, s3:// and gs:// are among those that fsspec knows",
        )
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and cause is not None and "onnect" in f"{type(cause).__name__} {cause}":
        return UnreadableError(f"{url} could not be reached: {cause}", "check the address and the network")
    if isinstance(error, FileNotFoundError):
        return UnreadableError(f"there is no file at {url}", "check the address")
    if isinstance(error, PermissionError):
        return UnreadableError(f"{url} may not be read: permission denied", "check your rights to it")
    reason = str(error) or type(error).__name__
    return UnreadableError(f"{url} could not be read: {reason}", "check the address and your rights to it")
