"""`python -m isopolis ...` is the command `isopolis ...`, where scripts are not on the path."""

from isopolis.cli import main

if __name__ == "__main__":
    main()
