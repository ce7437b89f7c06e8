"""Rows as text for COPY, area by area: the cluster's plan, the CRM, sign-in, the website, the customer data platform, Kept's books.

Every function gives ``Table``s whose rows are made while they are read. A row depends on the seed, the cluster and the person's
number only, so that any table can be made again, alone and in any process.
"""
