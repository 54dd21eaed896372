"""The demonstration city: generated, and says so wherever it goes.

>>> city = generate()
>>> city.name, len(city.before.neighbourhoods) != len(city.after.neighbourhoods)
('Tessemar', True)
"""

from isopolis.demo.city import DemoCity, generate
from isopolis.demo.files import write

__all__ = ["DemoCity", "generate", "write"]
