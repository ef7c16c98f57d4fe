"""An article reaches its readers."""

from association.base import audit, clock
from bulletin.enums import Stage
from bulletin.models import Article, IssueItem
from bulletin.rules import Actor

_STAYS = (Stage.PUBLISHED, Stage.TAKEN_DOWN, Stage.DROPPED)


def release_in_issue(item: IssueItem, *, by: Actor) -> None:
    """In the version that its issue holds, where readers don't have it yet; what somebody took down
    stays down. The issue's door has asked who, and holds the transaction."""
    locked = Article.objects.select_for_update().get(pk=item.article_id)
    if locked.stage in _STAYS:
        return
    assert item.version is not None
    now = clock.now()
    locked.stage, locked.since = Stage.PUBLISHED, now
    locked.published = locked.approved = item.version
    locked.published_at = locked.published_at or now
    locked.publish_at = None
    locked.save(
        update_fields=["stage", "since", "published", "approved", "published_at", "publish_at"]
    )
    audit.record(locked, "随刊发布", by=by, after={"刊期": str(item.issue)})
