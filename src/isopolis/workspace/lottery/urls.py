from django.urls import path

from isopolis.workspace.lottery import letters, replacing, views

PLACE = "partnerships/<slug:slug>/decide/"

urlpatterns = [
    path(f"{PLACE}lotteries/", views.lotteries, name="lotteries"),
    path(f"{PLACE}lotteries/new/", views.new_lottery, name="lottery-new"),
    path(f"{PLACE}lotteries/letters/", letters.letters, name="lottery-letters"),
    path(f"{PLACE}lotteries/<int:pk>/", views.lottery, name="lottery"),
    path(f"{PLACE}lotteries/<int:pk>/replace/", replacing.replace_members, name="lottery-replace"),
    path(f"{PLACE}lotteries/<int:pk>/publish/", views.publish_lottery, name="lottery-publish"),
    path(f"{PLACE}lotteries/<int:pk>/draw/", views.draw_lottery, name="lottery-draw"),
    path(f"{PLACE}lotteries/<int:pk>/lots.txt", views.tickets, name="lottery-tickets"),
    path(f"{PLACE}lotteries/<int:pk>/verify_draw.py", views.program, name="lottery-program"),
    path(f"{PLACE}lotteries/<int:pk>/codes.csv", views.codes, name="lottery-codes"),
    path(f"{PLACE}lotteries/<int:pk>/erase/", views.erase_people, name="lottery-erase"),
]
