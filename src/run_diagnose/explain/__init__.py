"""Rules explained: their pages, with the limits in force."""

from run_diagnose.explain.ignores import PAGES as ABOUT_IGNORES
from run_diagnose.explain.page import Limit, Page
from run_diagnose.explain.pages import find, in_force, pages
from run_diagnose.explain.text import as_json, as_list, as_markdown

__all__ = ["ABOUT_IGNORES", "Limit", "Page", "as_json", "as_list", "as_markdown", "find", "in_force", "pages"]
