"""Rules explained: their pages, with the limits in force."""

from run_diagnose.explain.pages import Limit, Page, find, in_force, pages
from run_diagnose.explain.text import as_json, as_list, as_markdown

__all__ = ["Limit", "Page", "as_json", "as_list", "as_markdown", "find", "in_force", "pages"]
