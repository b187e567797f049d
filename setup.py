"""The wheel carries expectations/ and the reference lists, so that `mtqg check` works where it is installed alone."""

from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py

BUNDLED = ("expectations", "dbt_project/seeds")


class BuildWithReference(build_py):
    """Beside the modules: mtqg/bundled/, in the layout of the project; a checkout has its own."""

    def run(self) -> None:
        super().run()
        here = Path(__file__).parent
        for folder in () if self.editable_mode else BUNDLED:
            if (here / folder).is_dir():
                copytree(here / folder, Path(self.build_lib) / "mtqg" / "bundled" / folder, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithReference})
