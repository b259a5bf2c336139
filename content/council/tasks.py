"""What the worker does for the Council, in the lane of long media work."""

from content.core.models import Delivery
from content.council.models import Sitting
from content.council.services import probe_recording


def run_probe(delivery: Delivery) -> None:
    """Probe the recording named by the delivery's key; running twice does no harm."""
    sitting = Sitting.objects.filter(uuid=delivery.key).first()
    if sitting is not None and sitting.media:
        probe_recording(sitting=sitting)
