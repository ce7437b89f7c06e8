"""The laws that bind a service, as data: deadlines, floors, ages, notices and calendars of each country, each with its source."""
