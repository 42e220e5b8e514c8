"""Reading training configs: YAML, JSON, TOML, hydra folders, argparse namespaces; keys, values, lines."""

from __future__ import annotations

from run_diagnose.configs.namespace import find_settings_in_text
from run_diagnose.configs.read import parse_config, read_config

__all__ = ["find_settings_in_text", "parse_config", "read_config"]
