"""The application for any WSGI server: ``isopolis.workspace.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isopolis.workspace.settings")
application = get_wsgi_application()
