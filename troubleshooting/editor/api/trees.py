"""Trees over the API: the list, a new one, its settings and who may do what with it."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import LanguageField, StrictSerializer, Text
from troubleshooting.editor.api.shapes import (
    TreeDetailSerializer,
    TreeSerializer,
    UsernameField,
)
from troubleshooting.editor.people.people import find_person
from troubleshooting.editor.people.second_person import ask_for_second_person
from troubleshooting.trees.documents.format import LANGUAGES, LENGTH_LIMIT, SLUG
from troubleshooting.trees.drafts.services import create_tree
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.trees.rights import Level, give_right, take_right
from web.bodies import validated

State = TreeVersion.State
LONGEST_TITLE = 300


class TitleField(serializers.DictField):
    """A title in one language or in all."""

    child = Text(max_length=LONGEST_TITLE, trim_whitespace=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        title: dict[str, str] = super().to_internal_value(data)
        if unknown := set(title) - set(LANGUAGES):
            raise serializers.ValidationError(
                {name: [_("Casewalk doesn't speak this language.")] for name in sorted(unknown)}
            )
        return title


class NewTreeSerializer(StrictSerializer):
    slug = serializers.RegexField(
        f"^{SLUG.pattern}$",
        max_length=LENGTH_LIMIT,
        trim_whitespace=False,
        error_messages={"invalid": gettext_lazy("Please use small letters, digits and hyphens.")},
    )
    title = TitleField(allow_empty=False)


class SettingsSerializer(StrictSerializer):
    needs_second_person = serializers.BooleanField()


class RightSerializer(serializers.ModelSerializer[TreeRight]):
    user = UsernameField()

    class Meta:
        model = TreeRight
        fields = ["user", "level", "language"]


class NewRightSerializer(StrictSerializer):
    user = Text(max_length=150)
    level = serializers.ChoiceField(choices=TreeRight.Level.choices)
    language = LanguageField(required=False, allow_blank=True)

    def validate_user(self, name: str) -> User:
        return find_person(name)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = {"language": "", **attrs}
        TreeRight(level=attrs["level"], language=attrs["language"]).clean()
        return attrs


class TreesView(TreeAccess, ListAPIView[Tree]):
    """Trees that the caller may see."""

    serializer_class = TreeSerializer
    ordering = ("slug",)
    filter_backends = ()
    queryset = Tree.objects.all()

    def get_queryset(self) -> QuerySet[Tree]:
        trees = with_present_versions()
        return trees if self.user.is_staff else trees.filter(rights__user=self.user).distinct()

    @extend_schema(request=NewTreeSerializer, responses={201: TreeDetailSerializer})
    def post(self, request: Request) -> Response:
        """Begin a tree; its draft is one question and one outcome."""
        given = validated(NewTreeSerializer(data=request.data))
        create_tree(given["slug"], given["title"], **self.by)
        return Response(shown_tree(given["slug"], self.user), status.HTTP_201_CREATED)


class TreeView(TreeAccess):
    @extend_schema(responses={200: TreeDetailSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Read what state a tree is in, and what the caller may do with it."""
        return Response(shown_tree(self.find_tree(slug).slug, self.user))

    @extend_schema(request=SettingsSerializer, responses={200: TreeDetailSerializer})
    def patch(self, request: Request, slug: str) -> Response:
        """Change settings. The title is in the document: change it in the draft."""
        tree = self.find_tree(slug, Level.PUBLISH)
        given = validated(SettingsSerializer(data=request.data))
        needed = given["needs_second_person"]
        ask_for_second_person(tree, needed=needed, **self.by)
        return Response(shown_tree(slug, self.user))


class RightsView(TreeAccess, ListAPIView[TreeRight]):
    """Rights on one tree; superusers, and permissions on all trees, are not among them."""

    serializer_class = RightSerializer
    ordering = ("pk",)
    filter_backends = ()
    queryset = TreeRight.objects.all()

    def get_queryset(self) -> QuerySet[TreeRight]:
        return self.find_tree(self.kwargs["slug"]).rights.select_related("user")

    @extend_schema(request=NewRightSerializer, responses={201: RightSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Give a right; nothing changes the second time."""
        tree = self.find_tree(slug, Level.PUBLISH)
        given = validated(NewRightSerializer(data=request.data))
        right = give_right(tree, **given, **self.by)
        return Response(RightSerializer(right).data, status.HTTP_201_CREATED)

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=[
            OpenApiParameter("user", str, required=True),
            OpenApiParameter("level", str, required=True, enum=TreeRight.Level.values),
            OpenApiParameter("language", str, enum=LANGUAGES),
        ],
    )
    def delete(self, request: Request, slug: str) -> Response:
        """Take a right back; who, what and which language stand in the query."""
        tree = self.find_tree(slug, Level.PUBLISH)
        given = validated(NewRightSerializer(data=request.query_params.dict()))
        right = get_object_or_404(tree.rights.select_related("user", "tree"), **given)
        take_right(right, **self.by)
        return Response(status=status.HTTP_204_NO_CONTENT)


def with_present_versions() -> QuerySet[Tree]:
    """Trees with their draft and the versions in force and scheduled, in two queries."""
    versions = TreeVersion.objects.present().for_list()
    return Tree.objects.prefetch_related(Prefetch("versions", queryset=versions))


def shown_tree(slug: str, user: User) -> Any:
    """Return a tree as it stands now, with what this user may do with it."""
    tree = with_present_versions().get(slug=slug)
    return TreeDetailSerializer(tree, context={"user": user}).data
