"""From outcomes to advice: suppression, ranked causes, ordered changes, checkpoint, next run."""
