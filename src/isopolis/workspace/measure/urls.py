from django.urls import path

from isopolis.workspace.measure import city_page, files, neighbourhood, pinning, uploading, views

PLACE = "partnerships/<slug:slug>/measure/"
CITY = f"{PLACE}<slug:city>/"

urlpatterns = [
    path("measure/", views.overview, name="measure"),
    path(PLACE, views.cities, name="cities"),
    path(f"{PLACE}new/", views.new_city, name="city-new"),
    path(CITY, city_page.city_page, name="city"),
    path(f"{CITY}area/", neighbourhood.neighbourhood, name="neighbourhood"),
    path(f"{CITY}upload/", uploading.upload, name="upload"),
    path(f"{CITY}work/<int:pk>/", uploading.progress, name="city-task"),
    path(f"{CITY}work/<int:pk>/state/", uploading.progress_state, name="city-task-state"),
    path(f"{CITY}data/<int:number>/columns/", uploading.dataset_columns, name="dataset-columns"),
    path(f"{CITY}data/<int:number>/quality/", uploading.dataset_quality, name="dataset-quality"),
    path(f"{CITY}versions/", uploading.versions, name="city-versions"),
    path(f"{CITY}versions/<int:number>/publish/", uploading.publish, name="version-publish"),
    path(f"{CITY}versions/<int:number>/pin/", pinning.pin, name="figure-pin"),
    path(f"{CITY}versions/<int:number>/files/<str:name>", files.download, name="version-file"),
    path(f"{CITY}versions/<int:number>/map.svg", files.picture, name="version-picture"),
    path(f"{CITY}versions/<int:number>/tiles/<int:z>/<int:x>/<int:y>", files.tile, name="version-tile"),
]
