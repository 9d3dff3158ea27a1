"""Steps, worksheets, assessment, plan, tools."""
