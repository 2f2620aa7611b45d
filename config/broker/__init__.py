"""Celery's worker and timetable, made to outlive their broker."""
