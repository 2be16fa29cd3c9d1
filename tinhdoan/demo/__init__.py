"""The copy a newcomer starts with: the real round of 27/11/2020 and a sample round of 2026.

Facts come from the news bulletin of 27/11/2020; whatever the bulletin does not say is either left
open or marked ``[MẪU]``, and nothing is invented about real people or units.
"""
