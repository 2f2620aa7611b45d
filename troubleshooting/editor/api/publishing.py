"""Publishing over the API: what it would change, and doing it, at once or at a time."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import (
    MomentField,
    SeenDraftSerializer,
    StrictSerializer,
    Text,
)
from troubleshooting.editor.api.checks import VERSION
from troubleshooting.editor.api.shapes import (
    StaleSerializer,
    StepSerializer,
    TreeDetailSerializer,
    VersionSerializer,
)
from troubleshooting.editor.api.trees import shown_tree
from troubleshooting.trees.publishing.services import schedule, unschedule
from troubleshooting.trees.rights import Level, sight_of
from troubleshooting.trees.versions import scheduled_version
from troubleshooting.walks.moving import (
    MovePlan,
    OpenWalk,
    Published,
    move_walks,
    plan_moves,
    publish_and_move,
)
from troubleshooting.walks.replaying import Replay, Replayed, Result, replay
from web.bodies import validated

LONGEST_REASON = 1_000
MOST_WALKS = 1_000


class PublicationSerializer(SeenDraftSerializer):
    reason = Text(max_length=LONGEST_REASON)
    move_walks = serializers.BooleanField(default=False)
    at = MomentField(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["at"] is not None and attrs["move_walks"]:
            message = _("Guides can move once the version is published.")
            raise serializers.ValidationError({"move_walks": [message]})
        return attrs


class PublishedSerializer(serializers.Serializer[Published]):
    """The version in force, or scheduled, and how many open walks went on in it."""

    version = VersionSerializer()
    moved = serializers.IntegerField()


class ReplayedSerializer(serializers.Serializer[Replayed]):
    """One closed walk that comes out otherwise; `minutes_saved` is null without an outcome."""

    walk = serializers.UUIDField()
    case = serializers.CharField(source="subject")
    ended_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    result = serializers.CharField()
    before = StepSerializer()
    after = StepSerializer()
    minutes_saved = serializers.FloatField(allow_null=True)


class ReplayCountsSerializer(serializers.Serializer[Any]):
    """Same cause, other cause, stops, needs a new answer."""

    same = serializers.IntegerField()
    other = serializers.IntegerField()
    stops = serializers.IntegerField()
    asks = serializers.IntegerField()


class ReplaySerializer(serializers.Serializer[Replay]):
    total = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    minutes_saved = serializers.FloatField()
    differing = ReplayedSerializer(many=True)

    def get_total(self, replayed: Replay) -> int:
        return len(replayed.rows)

    @extend_schema_field(ReplayCountsSerializer)
    def get_counts(self, replayed: Replay) -> dict[str, int]:
        return {result.value: replayed.counts.get(result, 0) for result in Result}


class NewReplaySerializer(StrictSerializer):
    version = Text(max_length=20, default="", allow_blank=True)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_WALKS, default=MOST_WALKS)


class OpenWalkSerializer(serializers.Serializer[OpenWalk]):
    """An open walk, where it stands, where it would stand, and the steps it would ask again."""

    walk = serializers.UUIDField()
    case = serializers.CharField(source="subject")
    version = serializers.IntegerField()
    present = StepSerializer()
    lands_at = StepSerializer()
    asked_again = serializers.ListField(child=serializers.CharField())


class OpenWalksSerializer(serializers.Serializer[MovePlan]):
    """Which open walks of other versions go on as they are, with an answer asked again, or stay."""

    version = serializers.IntegerField(source="version.number")
    total = serializers.IntegerField()
    as_they_are = OpenWalkSerializer(many=True)
    movable = OpenWalkSerializer(many=True)
    staying = OpenWalkSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    moved = serializers.IntegerField()


class PublicationView(TreeAccess):
    @extend_schema(
        request=PublicationSerializer,
        responses={201: PublishedSerializer, 202: PublishedSerializer, 409: StaleSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Publish the draft (201), or schedule it for `at` (202)."""
        tree = self.find_tree(slug, Level.PUBLISH)
        given = validated(PublicationSerializer(data=request.data))
        draft = self.find_seen_draft(tree, given)
        who: dict[str, Any] = {"actor": self.user, "now": timezone.now(), "seen": given["seen"]}
        if given["at"] is not None:
            version = schedule(draft, at=given["at"], reason=given["reason"], **who)
            shown = PublishedSerializer(Published(version, 0)).data
            return Response(shown, status.HTTP_202_ACCEPTED)
        moves = given["move_walks"]
        done = publish_and_move(draft, reason=given["reason"], moves_walks=moves, **who)
        return Response(PublishedSerializer(done).data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: TreeDetailSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        """Withdraw the scheduled version; it is the draft again, unless another was begun."""
        tree = self.find_tree(slug, Level.PUBLISH)
        waiting = scheduled_version(tree)
        if waiting is None:
            raise exceptions.NotFound(_("No version of this tree is scheduled."))
        unschedule(waiting, **self.by)
        return Response(shown_tree(slug, self.user))


class ReplayView(TreeAccess):
    @extend_schema(request=NewReplaySerializer, responses={200: ReplaySerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Lead the last closed walks through the draft, or any version; nothing is stored."""
        tree = self.find_tree(slug, Level.EDIT)
        given = validated(NewReplaySerializer(data=request.data))
        version = self.find_present(tree, given["version"])
        replayed = replay(version.document, tree, limit=given["limit"])
        return Response(ReplaySerializer(replayed.as_seen(sight_of(self.user))).data)


class OpenWalksView(TreeAccess):
    @extend_schema(parameters=[VERSION], responses={200: OpenWalksSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Say what would become of the open walks if the draft, or a version, were in force."""
        tree = self.find_tree(slug, Level.EDIT)
        version = self.find_present(tree, request.query_params.get("version", ""))
        plan = plan_moves(tree, version).as_seen(sight_of(self.user))
        return Response(OpenWalksSerializer(plan).data)


class MovesView(TreeAccess):
    @extend_schema(request=None, responses={201: MovedSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Let open walks of older versions go on in the one in force; a second call moves none."""
        tree = self.find_tree(slug, Level.PUBLISH)
        live = self.find_version(tree, "live")
        moved = move_walks(plan_moves(tree, live), **self.by)
        return Response({"moved": moved}, status.HTTP_201_CREATED)
