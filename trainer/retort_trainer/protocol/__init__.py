"""The wire protocol: what requests and replies look like, and which errors exist. Knows no server
and no store.
"""
