"""The exercises of each lesson, one module a lesson: ``load(source)`` and the tasks."""
