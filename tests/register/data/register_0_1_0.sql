BEGIN TRANSACTION;
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	machine VARCHAR(32) NOT NULL, 
	subject_id TEXT NOT NULL, 
	event VARCHAR(32) NOT NULL, 
	from_state VARCHAR(32) NOT NULL, 
	to_state VARCHAR(32) NOT NULL, 
	valid_on VARCHAR(10) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	actor TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	data TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'exemplar','X1','accept','lead','cultivating','2009-01-05','2011-01-01T08:00:01.000000','组织部门','按程序','{}','31cfed92e5b171d4d3fdeec1ac8bec5dab5c44aaab64fa1c461be652c06b16c6');
INSERT INTO "event" VALUES(2,'exemplar','X1','submit','cultivating','under_review','2009-03-01','2011-01-01T08:00:02.000000','组织部门','按程序','{}','e89d74d8fe23eedff020c74640dad3b2b2d5c1c30035d82962c5fc4f22b05424');
INSERT INTO "event" VALUES(3,'exemplar','X1','shortlist','under_review','public_notice','2009-06-01','2011-01-01T08:00:03.000000','组织部门','按程序','{}','14c6ae6c2dbb787460490c95a7a6566aa4b273429d1dc2b80ede9b7f663ecbcf');
INSERT INTO "event" VALUES(4,'exemplar','X1','name','public_notice','named','2009-07-01','2011-01-01T08:00:04.000000','组织部门','按程序','{"notice_from": "2009-06-01", "objections_upheld": 0}','473da20f54f7c1716590789efe3dcefa871277e3805ecf54e1c9ac8ebb454f59');
INSERT INTO "event" VALUES(5,'exemplar','X1','visit','named','named','2010-03-01','2011-01-01T08:00:05.000000','组织部门','按程序','{"next_on": "2010-09-01", "planned": true, "problem": "骨干外出"}','9390a7d61225badd41e9d27e3bfb4ac46ef7ce848eebfa5151199c7a39e14304');
INSERT INTO "event" VALUES(6,'exemplar','X1','review_due','named','review_pending','2010-07-01','2011-01-01T08:00:06.000000','组织部门','按程序','{}','926b0d297b56af7b74ee61864a381624ce0e1334f5f20e4bbf8e7c14301f4bcd');
INSERT INTO "event" VALUES(7,'exemplar','X1','retain','review_pending','named','2010-07-10','2011-01-01T08:00:07.000000','组织部门','按程序','{"role_score": 80, "satisfaction": 0.9, "value_score": 81}','0fe664b8d577e68e7d0c63bca27165e729e9e47229f3d72502da9da2c0ee41a8');
INSERT INTO "event" VALUES(8,'exemplar','X1','correct','named','named','2010-07-11','2011-01-01T08:00:08.000000','复核组','笔误','{"replacement": {"data": {"role_score": 85, "satisfaction": 0.9, "value_score": 81}}, "seq": 7}','38f388221adb3c889c44f34a8d2af53169a46f1a60a6588b7ad637f2bdd3f399');
INSERT INTO "event" VALUES(9,'exemplar','X2','enter','lead','named','2008-07-01','2011-01-01T08:00:09.000000','（记录未写）','据县记录接续','{"state": "named"}','7ce835b394beda05b0432a9dd7c8448a8e89aa3e2d8009033d620a7a5d245279');
INSERT INTO "event" VALUES(10,'exemplar','X2','review_due','named','review_pending','2010-07-01','2011-01-01T08:00:10.000000','组织部门','一年一复核','{}','8476446a3adb64e67ef73ba9a15ce30c3f01261bfdcc3779777ab99e5f1dc1ac');
INSERT INTO "event" VALUES(11,'exemplar','X2','downgrade','review_pending','rectifying','2010-07-02','2011-01-01T08:00:11.000000','复核组','带动少','{"due": "2011-01-02", "problem": "带动少", "role_score": 50, "satisfaction": 0.8, "value_score": 70}','3b7b0041e4729ea84f41122c830e2cd614a2ad1c9b5115ca064ff961b3872038');
INSERT INTO "event" VALUES(12,'commended_person','X3','visit','recorded','recorded','2010-02-01','2011-01-01T08:00:12.000000','组织部门','节前走访','{}','6f728908b7daa0230740d21990392325919d29ba922efb5661beb6bf00debd20');
INSERT INTO "event" VALUES(13,'turnaround','Z1','enter','screened','rectifying','2010-01-20','2011-01-01T08:00:13.000000','（记录未写）','据县记录接续','{"state": "rectifying"}','98178d0387a13869fa2892d3ee79090f0e838e12575287bc322a7a2e0a3b112c');
INSERT INTO "event" VALUES(14,'pairing','P1','confirm','proposed','confirmed','2010-03-01','2011-01-01T08:00:14.000000','挂钩领导','据县记录接续','{}','d61e92c4718a9a784bbee0baca9e5847ab6debf4c767f2254ad208366c108e5e');
INSERT INTO "event" VALUES(15,'pairing','P1','activate','confirmed','active','2010-03-01','2011-01-01T08:00:15.000000','挂钩领导','据县记录接续','{}','6b7709191c6acd54dae574d45f08d4d497d77c02f279e91596d71986b4670656');
INSERT INTO "event" VALUES(16,'commitment','N1','enter','proposed','evaluated','2010-12-31','2011-01-01T08:00:16.000000','（记录未写）','据县记录接续','{"result": "met", "state": "evaluated"}','99054a30ec57aa4243a267f4a51aa8acfa346f3bf654952867c40f6814e24b52');
CREATE TABLE exported (
	n INTEGER NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	actor TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (n)
);
INSERT INTO "exported" VALUES(1,'2011-01-01T08:00:17.000000','组织部门','年度报送','pairing 1×1');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "head" VALUES(1,16,'99054a30ec57aa4243a267f4a51aa8acfa346f3bf654952867c40f6814e24b52');
CREATE TABLE life (
	machine VARCHAR(32) NOT NULL, 
	subject_id TEXT NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	since VARCHAR(10) NOT NULL, 
	facts TEXT NOT NULL, 
	PRIMARY KEY (machine, subject_id)
);
INSERT INTO "life" VALUES('exemplar','X1','named','2010-07-10','{"downgraded_by": "", "due": null, "extensions": 0, "last": "2010-07-10", "named_on": "2009-07-01", "reviewed_on": "2010-07-10", "revoked_on": null, "since": "2010-07-10", "state": "named", "visited_on": "2010-03-01"}');
INSERT INTO "life" VALUES('exemplar','X2','rectifying','2010-07-02','{"downgraded_by": "复核组", "due": "2011-01-02", "extensions": 0, "last": "2010-07-02", "named_on": "2008-07-01", "reviewed_on": "2008-07-01", "revoked_on": null, "since": "2010-07-02", "state": "rectifying", "visited_on": null}');
INSERT INTO "life" VALUES('commended_person','X3','recorded','2010-02-01','{"downgraded_by": "", "due": null, "extensions": 0, "last": "2010-02-01", "named_on": null, "reviewed_on": null, "revoked_on": null, "since": "2010-02-01", "state": "recorded", "visited_on": "2010-02-01"}');
INSERT INTO "life" VALUES('turnaround','Z1','rectifying','2010-01-20','{"downgraded_by": "", "due": null, "extensions": 0, "last": "2010-01-20", "named_on": null, "reviewed_on": null, "revoked_on": null, "since": "2010-01-20", "state": "rectifying", "visited_on": null}');
INSERT INTO "life" VALUES('pairing','P1','active','2010-03-01','{"downgraded_by": "", "due": null, "extensions": 0, "last": "2010-03-01", "named_on": null, "reviewed_on": null, "revoked_on": null, "since": "2010-03-01", "state": "active", "visited_on": null}');
INSERT INTO "life" VALUES('commitment','N1','evaluated','2010-12-31','{"downgraded_by": "", "due": null, "extensions": 0, "last": "2010-12-31", "named_on": null, "reviewed_on": null, "revoked_on": null, "since": "2010-12-31", "state": "evaluated", "visited_on": null}');
CREATE INDEX event_subject ON event (machine, subject_id, seq);
COMMIT;
