"""The workspace's settings for tests: a folder of their own, quick hashes, mail in memory."""

import os
import tempfile

os.environ["ISOPOLIS_DATA_DIR"] = tempfile.mkdtemp(prefix="isopolis-tests-")
os.environ["ISOPOLIS_SECRET_KEY"] = "not secret: the tests' key, of more than 32 characters"
for name in ("ISOPOLIS_ADDRESS", "ISOPOLIS_HOSTS", "ISOPOLIS_SMTP_URL", "ISOPOLIS_SECOND_FACTOR"):
    os.environ.pop(name, None)

from isopolis.workspace.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
ALLOWED_HOSTS += ["testserver"]  # noqa: F405
