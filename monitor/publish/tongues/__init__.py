"""The languages that editions speak: one module each, with its SPEECH. A new one needs a word in `model.digest.Tongue`
too; the tests of tongues find it by themselves."""

import importlib
from functools import cache

from monitor.model.digest import Tongue
from monitor.publish.speech import Speech


@cache
def speech(tongue: Tongue) -> Speech:
    """The words of a language."""
    found: Speech = importlib.import_module(f"{__name__}.{tongue.value}").SPEECH
    return found
