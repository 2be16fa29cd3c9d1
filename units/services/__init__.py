"""What happens to units and their people: every write but plain forms goes through here."""
