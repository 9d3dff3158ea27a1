"""What runs over all subjects: API, open data, feeds, calendars, embeds, search, permalinks, sitemap, redirects."""
