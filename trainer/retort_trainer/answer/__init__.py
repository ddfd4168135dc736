"""The process that answers in place of a tab: one student, asked in lines of JSON."""
