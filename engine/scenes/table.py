"""Runs behind the brief's scenario table, each with a cut and with an operation that is asked on both sides of it.

Rules of this file
* Those of scenes.py. What each run stands for, and which of its operations are judged: cap_table.py.
* Where another scene shows the same, that one is used and is not repeated here.
"""

from __future__ import annotations

from typing import Final

STAND_IN = """\
system multi_value nodes=2 resolver=crdt crdt=pn_counter limit=0
init balance 100
10 cut n1 | n2
20 write n1 balance -80 by alice
30 write n2 balance -70 by bob
40 write n2 balance -50 by bob
50 read n1 balance by alice
55 read n2 balance by bob
80 heal
90 sync n1 n2
120 read n1 balance by alice
130 write n1 balance -10 by alice
140 write n1 balance 50 by carol
"""

DEPOSITS = """\
system multi_value nodes=2 resolver=crdt crdt=pn_counter limit=0
init balance 100
10 cut n1 | n2
20 write n1 balance 30 by alice
25 write n2 balance 20 by bob
50 read n1 balance by alice
55 read n2 balance by bob
80 heal
90 sync n1 n2
120 read n1 balance by alice
"""

FEED = """\
system quorum nodes=4 r=1 w=1
init feed hello
10 cut n1 n2 | n3 n4
20 write n1 feed picnic by alice
25 read n2 feed by alice
40 write n3 feed rain by bob
45 read n4 feed by bob
70 read n2 feed by carol
75 read n4 feed by dave
100 heal
110 sync n1 n3
130 sync n1 n2
130 sync n3 n4
"""

OWN_POST = """\
system quorum nodes=4 r=1 w=1 when_stale=another
init feed hello
10 cut n1 n2 | n3 n4
20 write n1 feed picnic by alice
25 read n2 feed by alice level=read_your_writes
40 write n3 feed rain by bob
45 read n4 feed by bob level=read_your_writes
80 read n2 feed by carol level=eventual
100 heal
110 sync n1 n3
130 sync n1 n2
130 sync n3 n4
"""

LOGIN = """\
system raft nodes=3 read=read_index leader=n1
timeout 80
init password old
10 cut n1 | n2 n3
20 campaign n2
50 write n2 password new by alice
90 read n1 password by mallory
95 read n2 password by alice
100 write n1 password guess by mallory
190 heal
200 heartbeat n2
240 read n2 password by alice
"""

TTL = """\
system primary nodes=3 copy=cache primary=n1 ttl=60
timeout 80
init page old
10 read n2 page by alice
12 read n3 page by bob
40 cut n1 n2 | n3
50 write n1 page new by carol
70 read n2 page by alice
75 read n3 page by bob
110 read n2 page by alice
120 read n3 page by bob
220 heal
230 read n3 page by bob
"""

STALE_IF_ERROR = TTL.replace("ttl=60", "ttl=60 stale_if_error=yes")

ORIGIN = """\
system primary nodes=3 copy=cache primary=n1 ttl=60
timeout 80
init page old
10 read n2 page by alice
40 cut n1 n2 | n3
50 write n2 page new by carol
55 write n3 page other by dave
80 purge n2 page
90 read n2 page by alice
150 heal
160 write n3 page other by dave
200 purge n2 page
210 read n2 page by alice
"""

ETCD = """\
system raft nodes=5 read=read_index leader=n1
timeout 80
init feature off
10 cut n1 n2 | n3 n4 n5
20 campaign n3
50 write n1 feature on by alice
55 write n3 feature beta by bob
90 read n1 feature by alice
95 read n3 feature by bob
190 heal
200 heartbeat n3
240 read n3 feature by alice
"""

SERIALIZABLE = """\
system quorum nodes=3 r=1 w=2
init feature off
10 cut n1 | n2 n3
20 write n2 feature on by alice
60 read n1 feature by bob
65 read n3 feature by carol
100 heal
110 sync n1 n2
140 read n1 feature by bob
"""

ZOOKEEPER = """\
system partition_aware nodes=3 r=1 w=2 heartbeat=20 misses=2 minority=refuse
init feature off
30 cut n1 | n2 n3
35 write n2 feature on by alice
57 read n1 feature by bob
150 read n1 feature by bob
155 read n3 feature by carol
200 heal
320 read n1 feature by bob
stop 340
"""

CLUSTER = """\
system primary nodes=3 copy=async primary=n1 read=primary lease=60 heartbeat=20
timeout 60
init cart milk
10 write n2 cart eggs by alice
50 cut n1 | n2 n3
60 write n1 cart bread by alice
70 read n2 cart by carol
80 write n1 cart butter by alice
90 write n2 cart jam by dave
100 read n1 cart by alice
105 promote n2 tell n3
120 write n1 cart rice by alice
160 read n2 cart by bob
170 write n2 cart tea by bob
200 read n3 cart by bob
230 heal
240 rejoin n1 to n2
290 read n1 cart by alice
stop 310
"""

ONE_NODE = """\
system primary nodes=1
init seats 12
10 write n1 seats 11 by alice
20 read n1 seats by bob
30 crash n1
40 read n1 seats by bob
60 recover n1
70 read n1 seats by bob
"""

REPLICAS = """\
system primary nodes=3 copy=async primary=n1
timeout 60
init seats 12
10 cut n1 n2 | n3
20 write n1 seats 11 by alice
50 read n2 seats by alice
55 read n3 seats by bob
100 heal
110 rejoin n3 to n1
140 read n3 seats by bob
"""

ASYNC_FAILOVER = """\
system primary nodes=3 copy=async primary=n1
timeout 60
init seats 12
10 write n2 seats 11 by alice
40 cut n1 | n2 n3
50 write n1 seats 10 by alice
60 write n3 seats 9 by bob
90 promote n2 tell n3
130 read n3 seats by carol
140 write n3 seats 8 by carol
180 heal
190 rejoin n1 to n2
220 read n1 seats by alice
"""

SCENES: Final[dict[str, str]] = {
    "table_stand_in": STAND_IN,
    "table_deposits": DEPOSITS,
    "table_feed": FEED,
    "table_own_post": OWN_POST,
    "table_password": LOGIN,
    "table_ttl": TTL,
    "table_stale_if_error": STALE_IF_ERROR,
    "table_origin": ORIGIN,
    "table_etcd": ETCD,
    "table_serializable": SERIALIZABLE,
    "table_zookeeper": ZOOKEEPER,
    "table_cluster": CLUSTER,
    "table_one_node": ONE_NODE,
    "table_replicas": REPLICAS,
    "table_async_failover": ASYNC_FAILOVER,
}
