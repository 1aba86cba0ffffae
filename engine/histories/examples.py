"""Small histories to begin with, one a thing to see, in all notations.

inversion: the new/old inversion of pviotti/conver (CheckerTest: regular, not linearizable). rethinkdb: the shape of a
violation that Knossos keeps as rethink-fail-minimal, with a nemesis added. read_skew: three transactions that Elle's
paper shows of TiDB (section 7), after one with what they had read. The others are made here.
"""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, str]] = {
    "inversion": """\
op,client,key,value,issued,done,status
write,a,x,1,1,5,ok
write,a,x,2,7,15,ok
read,b,x,2,4,8,ok
read,c,x,1,9,12,ok
""",
    "kept": """\
op,client,key,value,issued,done,status
write,a,x,1,0,4,ok
write,b,x,2,2,10,ok
read,c,x,2,5,7,ok
read,d,x,2,8,12,ok
read,c,x,2,11,14,ok
""",
    "unknown": """\
[
["alice", "invoke", "write", "x", 1],
["alice", "ok",     "write", "x", 1],
["bob",   "invoke", "write", "x", 2],
["bob",   "info",   "write", "x", 2],
["carol", "invoke", "read",  "x", null],
["carol", "ok",     "read",  "x", 1],
["dave",  "invoke", "read",  "x", null],
["dave",  "ok",     "read",  "x", 2]
]
""",
    "rethinkdb": """\
[{:process 0, :type :invoke, :f :write, :value 0}
 {:process 0, :type :ok, :f :write, :value 0}
 {:process :nemesis, :type :info, :f :start-partition, :value nil}
 {:process 1, :type :invoke, :f :read, :value nil}
 {:process 2, :type :invoke, :f :write, :value 4}
 {:process 1, :type :ok, :f :read, :value 3}
 {:process 2, :type :ok, :f :write, :value 4}
 {:process :nemesis, :type :info, :f :stop-partition, :value nil}
 {:process 3, :type :invoke, :f :read, :value nil}
 {:process 3, :type :ok, :f :read, :value 4}]
""",
    "cas": """\
INFO  jepsen.util - 0	:invoke	:write	1
INFO  jepsen.util - 0	:ok	:write	1
INFO  jepsen.util - 1	:invoke	:cas	[1 2]
INFO  jepsen.util - 2	:invoke	:cas	[1 3]
INFO  jepsen.util - 1	:ok	:cas	[1 2]
INFO  jepsen.util - 2	:ok	:cas	[1 3]
INFO  jepsen.util - 3	:invoke	:read	nil
INFO  jepsen.util - 3	:ok	:read	3
""",
    "append": """\
{:process 0, :type :invoke, :f :append, :key "cart", :value "milk "}
{:process 1, :type :invoke, :f :append, :key "cart", :value "eggs "}
{:process 0, :type :ok, :f :append, :key "cart", :value "milk "}
{:process 1, :type :ok, :f :append, :key "cart", :value "eggs "}
{:process 2, :type :invoke, :f :get, :key "cart", :value nil}
{:process 2, :type :ok, :f :get, :key "cart", :value "eggs "}
{:process 0, :type :invoke, :f :put, :key "list", :value "tea"}
{:process 0, :type :ok, :f :put, :key "list", :value "tea"}
{:process 1, :type :invoke, :f :get, :key "list", :value nil}
{:process 1, :type :ok, :f :get, :key "list", :value "tea"}
""",
    "lost_element": """\
{:process 0, :type :invoke, :f :add, :value 1}
{:process 1, :type :invoke, :f :add, :value 2}
{:process 0, :type :ok, :f :add, :value 1}
{:process :nemesis, :type :info, :f :start-partition, :value nil}
{:process 1, :type :info, :f :add, :value 2}
{:process 2, :type :invoke, :f :add, :value 3}
{:process 2, :type :ok, :f :add, :value 3}
{:process :nemesis, :type :info, :f :stop-partition, :value nil}
{:process 0, :type :invoke, :f :read, :value nil}
{:process 0, :type :ok, :f :read, :value #{1 2}}
""",
    "double_dequeue": """\
{:process "shop", :type :invoke, :f :enqueue, :value "order 1"}
{:process "shop", :type :ok, :f :enqueue, :value "order 1"}
{:process "shop", :type :invoke, :f :enqueue, :value "order 2"}
{:process "ann", :type :invoke, :f :dequeue, :value nil}
{:process "shop", :type :ok, :f :enqueue, :value "order 2"}
{:process "ben", :type :invoke, :f :dequeue, :value nil}
{:process "ann", :type :ok, :f :dequeue, :value "order 1"}
{:process "ben", :type :ok, :f :dequeue, :value "order 1"}
{:process "ben", :type :invoke, :f :drain, :value nil}
{:process "ben", :type :ok, :f :drain, :value ["order 2"]}
""",
    "two_holders": """\
op,client,value,issued,done,status
acquire,ann,,0,2,ok
acquire,ben,,1,12,ok
release,ann,,20,21,ok
release,ben,,22,24,ok
""",
    "counter": """\
{"process": "alice", "type": "invoke", "f": "inc", "value": 1}
{"process": "alice", "type": "info", "f": "inc", "value": 1}
{"process": "alice-again", "type": "invoke", "f": "inc", "value": 1}
{"process": "alice-again", "type": "ok", "f": "inc", "value": 1}
{"process": "bob", "type": "invoke", "f": "read", "value": null}
{"process": "bob", "type": "ok", "f": "read", "value": 3}
""",
    "bank": """\
; init {"alice" 10, "bob" 10}
{:process 0, :type :invoke, :f :transfer, :value {:from "alice", :to "bob", :amount 5}}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :ok,     :f :read, :value {"alice" 5, "bob" 10}}
{:process 0, :type :ok,     :f :transfer, :value {:from "alice", :to "bob", :amount 5}}
""",
    "lost_update": """\
{:process "shop",  :type :invoke, :f :txn, :value [[:w :stock 5]]}
{:process "shop",  :type :ok,     :f :txn, :value [[:w :stock 5]]}
{:process "alice", :type :invoke, :f :txn, :value [[:r :stock nil] [:w :stock 4]]}
{:process "bob",   :type :invoke, :f :txn, :value [[:r :stock nil] [:w :stock 3]]}
{:process "alice", :type :ok,     :f :txn, :value [[:r :stock 5]   [:w :stock 4]]}
{:process "bob",   :type :ok,     :f :txn, :value [[:r :stock 5]   [:w :stock 3]]}
""",
    "read_skew": """\
{:process 0, :type :invoke, :f :txn, :value [[:append 34 2] [:append 34 1]]}
{:process 0, :type :ok,     :f :txn, :value [[:append 34 2] [:append 34 1]]}
{:process 1, :type :invoke, :f :txn, :value [[:r 34 nil]   [:append 36 5] [:append 34 4]]}
{:process 2, :type :invoke, :f :txn, :value [[:append 34 5]]}
{:process 2, :type :ok,     :f :txn, :value [[:append 34 5]]}
{:process 1, :type :ok,     :f :txn, :value [[:r 34 [2 1]] [:append 36 5] [:append 34 4]]}
{:process 3, :type :invoke, :f :txn, :value [[:r 34 nil]]}
{:process 3, :type :ok,     :f :txn, :value [[:r 34 [2 1 5 4]]]}
""",
    "write_skew": """\
{:process "ward",  :type :invoke, :f :txn, :value [[:w :alice "on call"] [:w :bob "on call"]]}
{:process "ward",  :type :ok,     :f :txn, :value [[:w :alice "on call"] [:w :bob "on call"]]}
{:process "alice", :type :invoke, :f :txn, :value [[:r :alice nil] [:r :bob nil] [:w :alice "off"]]}
{:process "bob",   :type :invoke, :f :txn, :value [[:r :alice nil] [:r :bob nil] [:w :bob "off"]]}
{:process "alice", :type :ok, :f :txn, :value [[:r :alice "on call"] [:r :bob "on call"] [:w :alice "off"]]}
{:process "bob",   :type :ok, :f :txn, :value [[:r :alice "on call"] [:r :bob "on call"] [:w :bob "off"]]}
""",
}
