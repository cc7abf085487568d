"""The dashboards: each a headless model that decides, and a panel that shows it."""


def __getattr__(name: str):
    """Import only the dashboard that is asked for, so that each opens as fast as it can."""
    from importlib import import_module

    homes = {
        "Home": "home",
        "ImportData": "import_data",
        "ClassOverview": "class_overview",
        "Progress": "progress",
        "EnterScores": "enter_scores",
        "UnitPlan": "unit_plan",
        "FlexibleGroups": "flexible_groups",
    }
    if name in homes:
        return getattr(import_module(f"plworkbench.panels.{homes[name]}"), name)
    raise AttributeError(f"module 'plworkbench.panels' has no attribute '{name}'")
