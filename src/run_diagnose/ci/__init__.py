"""What continuous integration calls: the script part of the GitHub Action."""
