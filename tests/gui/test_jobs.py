"""Jobs and workers report on the GUI thread, exactly once, and leave nothing running."""

import gc
import threading
import weakref
from collections.abc import Generator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.jobs import Job, Worker


class Outcomes:
    """Counts what a job reports and on which thread."""

    def __init__(self, job: Job) -> None:
        self.seen: list[tuple[str, object]] = []
        self.threads: set[QThread] = set()
        self._job = job
        job.progressed.connect(self._progressed)
        job.done.connect(self._done)
        job.cancelled.connect(self._cancelled)
        job.failed.connect(self._failed)

    def _note(self, kind: str, value: object = None) -> None:
        self.seen.append((kind, value))
        self.threads.add(QThread.currentThread())

    def _progressed(self, value: object) -> None:
        self._note("progressed", value)

    def _done(self, value: object) -> None:
        self._note("done", value)

    def _cancelled(self) -> None:
        self._note("cancelled")

    def _failed(self, error: object) -> None:
        self._note("failed", error)

    def ends(self) -> list[str]:
        return [kind for kind, _ in self.seen if kind != "progressed"]


def count_to(n: int) -> Generator[int, None, str]:
    yield from range(n)
    return "counted"


def test_a_job_reports_each_step_and_then_its_value_on_the_gui_thread(qtbot: QtBot) -> None:
    job = Job(count_to, 3)
    outcomes = Outcomes(job)
    with qtbot.waitSignal(job.done):
        job.start()
    assert outcomes.seen == [("progressed", 0), ("progressed", 1), ("progressed", 2), ("done", "counted")]
    assert outcomes.threads == {QThread.currentThread()}
    assert not job.is_running


class Large:
    """Stands for a network."""


def test_a_job_that_is_done_holds_on_to_nothing_and_its_parent_not_to_it(qtbot: QtBot) -> None:
    parent, large = QObject(), Large()
    is_held = weakref.ref(large)
    job = Job(lambda _: None, large, parent=parent)
    del large
    with qtbot.waitSignal(job.done):
        job.start()
    gc.collect()
    assert is_held() is None
    assert parent.children() == []


def fail_on(_large: Large) -> None:
    raise ValueError("bad")


def test_a_job_that_failed_is_freed_at_once_and_not_by_the_collector_on_any_thread(qtbot: QtBot) -> None:
    parent, large = QObject(), Large()
    job = Job(fail_on, large, parent=parent)
    held = weakref.ref(large), weakref.ref(job)
    del large
    gc.disable()
    try:
        job.start()
        assert job.wait(10)
        del job
        assert [each() for each in held] == [None, None]
    finally:
        gc.enable()


def test_a_plain_function_is_a_job_too(qtbot: QtBot) -> None:
    job = Job(lambda: threading.get_ident())
    with qtbot.waitSignal(job.done) as blocker:
        job.start()
    assert blocker.args != [threading.get_ident()]


@pytest.mark.parametrize("error", [ValueError("bad"), SystemExit(3), MemoryError()])
def test_a_job_that_raises_anything_fails_once_with_that_error(qtbot: QtBot, error: BaseException) -> None:
    def steps() -> Generator[int, None, None]:
        yield 1
        raise error

    job = Job(steps)
    outcomes = Outcomes(job)
    with qtbot.waitSignal(job.failed):
        job.start()
    assert outcomes.seen == [("progressed", 1), ("failed", error)]


def test_a_runtime_error_fails_the_job_and_is_not_swallowed(qtbot: QtBot) -> None:
    def run() -> None:
        raise RuntimeError("out of memory on the device")

    job = Job(run)
    with qtbot.waitSignal(job.failed) as blocker:
        job.start()
    assert str(blocker.args[0]) == "out of memory on the device"


def test_cancelling_ends_the_generator_at_its_next_yield_and_runs_its_finally(qtbot: QtBot) -> None:
    cleaned_up = threading.Event()
    go_on = threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            yield 0
            go_on.wait(10)
            yield 1
            pytest.fail("went on after it was cancelled")
        finally:
            cleaned_up.set()

    job = Job(steps)
    outcomes = Outcomes(job)
    with qtbot.waitSignal(job.progressed):
        job.start()
    job.cancel()
    with qtbot.waitSignal(job.cancelled):
        go_on.set()
    assert outcomes.ends() == ["cancelled"]
    assert cleaned_up.is_set()


def test_work_that_ends_before_the_cancellation_reaches_it_is_reported_as_done(qtbot: QtBot) -> None:
    job = Job(lambda: 7)
    outcomes = Outcomes(job)
    job.start()
    assert job.wait(10)
    job.cancel()
    assert outcomes.seen == [("done", 7)]


def test_waiting_delivers_the_outcome_without_an_event_loop_and_only_once(qtbot: QtBot) -> None:
    job = Job(count_to, 2)
    outcomes = Outcomes(job)
    job.start()
    assert job.wait(10)
    qtbot.wait(1)
    assert outcomes.ends() == ["done"]


def test_a_job_nobody_holds_is_still_delivered(qtbot: QtBot) -> None:
    arrived: list[object] = []
    job = Job(count_to, 5)
    job.done.connect(arrived.append)
    job.start()
    del job
    qtbot.waitUntil(lambda: arrived == ["counted"])


def test_a_job_starts_only_once(qtbot: QtBot) -> None:
    job = Job(count_to, 1)
    job.start()
    with pytest.raises(RuntimeError):
        job.start()
    assert job.wait(10)


@pytest.fixture
def worker(qtbot: QtBot) -> Generator[Worker, None, None]:
    worker = Worker("test")
    yield worker
    worker.close()


def test_a_worker_calls_back_on_the_gui_thread_in_order(qtbot: QtBot, worker: Worker) -> None:
    seen: list[tuple[int, QThread]] = []
    for number in range(20):
        worker.submit(
            str(number),
            lambda n=number: n,
            on_done=lambda value: seen.append((value, QThread.currentThread())),
        )
    qtbot.waitUntil(worker.is_idle)
    assert seen == [(number, QThread.currentThread()) for number in range(20)]


def test_the_newest_pending_request_of_a_key_replaces_the_older_ones(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    ran: list[int] = []
    reported: list[int] = []
    worker.submit("gate", gate.wait, 10, on_done=lambda _: None)
    for number in range(10):
        worker.submit("same", lambda n=number: ran.append(n) or n, on_done=reported.append)
    gate.set()
    qtbot.waitUntil(worker.is_idle)
    assert ran == reported == [9]


def test_work_that_must_run_is_never_replaced_nor_dropped_at_the_end(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    done: list[object] = []
    worker.submit("gate", gate.wait, 10, on_done=lambda _: None)
    worker.submit("save", lambda: "first", on_done=done.append, must=True)
    worker.submit("save", lambda: "second", on_done=done.append, must=True)
    worker.submit("save", lambda: "newer", on_done=done.append)
    worker.submit("look", lambda: "dropped", on_done=done.append)
    threading.Timer(0.05, gate.set).start()
    worker.close()
    assert done == ["first", "second"]


def test_errors_of_a_request_reach_its_own_callback_and_the_rest_goes_on(qtbot: QtBot, worker: Worker) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    errors: list[str] = []
    values: list[int] = []
    worker.submit("a", fail, on_done=values.append, on_failed=lambda error: errors.append(str(error)))
    worker.submit("b", lambda: 1, on_done=values.append)
    qtbot.waitUntil(worker.is_idle)
    assert (errors, values) == (["broken"], [1])


def test_an_error_nobody_waits_for_is_raised_on_the_gui_thread(qtbot: QtBot, worker: Worker) -> None:
    def fail() -> None:
        raise RuntimeError("unheard")

    worker.submit("a", fail, on_done=lambda _: None)
    with pytest.raises(RuntimeError, match="unheard"):
        worker.wait(10)


def test_a_callback_may_wait_for_the_worker_and_close_it(qtbot: QtBot, worker: Worker) -> None:
    seen: list[int] = []

    def finish(value: int) -> None:
        seen.append(value)
        assert worker.wait(10)
        worker.close()

    worker.submit("a", lambda: 1, on_done=finish)
    worker.submit("b", lambda: 2, on_done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [1, 2]


def test_a_dropped_request_never_runs(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    seen: list[int] = []
    worker.submit("gate", gate.wait, 10, on_done=lambda _: None)
    worker.submit("image", lambda: 1, on_done=seen.append)
    worker.drop("image")
    gate.set()
    qtbot.waitUntil(worker.is_idle)
    assert seen == []


def test_a_closed_worker_refuses_work_and_may_be_closed_again(qtbot: QtBot, worker: Worker) -> None:
    worker.close()
    worker.close()
    with pytest.raises(RuntimeError):
        worker.submit("a", lambda: 1, on_done=lambda _: None)


def test_waiting_for_a_worker_gives_up_after_the_timeout(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    worker.submit("gate", gate.wait, 10, on_done=lambda _: None)
    assert not worker.wait(0.05)
    gate.set()
    assert worker.wait(10)


def test_what_is_in_the_background_runs_when_nothing_else_waits(qtbot: QtBot) -> None:
    worker = Worker("test")
    ran: list[str] = []
    gate = threading.Event()
    worker.submit("first", gate.wait, 5, on_done=lambda _: None)
    worker.submit("idle", lambda: ran.append("background"), on_done=lambda _: None, is_background=True)
    worker.submit("wish", lambda: ran.append("wish"), on_done=lambda _: None)
    assert not worker.is_idle(with_background=False)
    gate.set()
    worker.wait(5)
    assert ran == ["wish", "background"]
    worker.close()


def test_a_worker_that_has_only_background_work_left_is_idle_for_who_asks(qtbot: QtBot) -> None:
    worker = Worker("test")
    gate = threading.Event()
    worker.submit("idle", gate.wait, 5, on_done=lambda _: None, is_background=True)
    assert worker.is_idle(with_background=False)
    assert not worker.is_idle()
    gate.set()
    worker.close()
    assert worker.is_idle()
