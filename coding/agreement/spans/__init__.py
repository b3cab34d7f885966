"""Agreement on passages that coders marked themselves: by token, by place and category, by matching.

For short answers units set beforehand and codes for each are the better base of reliability; passages are for quotes.
"""
