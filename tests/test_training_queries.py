"""What a question's vector is taught: to lie nearer to the sentences and passages that answer than to all others."""

import torch

from training.learning import Average
from training.scopes import Scope, Sought
from training.train_queries import far

AXES = torch.eye(4)
SCOPE = Scope(
    sentences=torch.stack([AXES[:3], AXES[:3]], dim=1),  # three, each the same alone and in context
    passages=torch.stack([AXES[0], AXES[1]]),  # the third sentence is in the second one
    questions=(),
)
FIRST, LAST = Sought((), (0,), (0,)), Sought((), (2,), (1,))


def test_what_lies_at_its_answer_is_hardly_off() -> None:
    """And what lies at another sentence is far off."""
    assert far(SCOPE, [FIRST], AXES[:1]) < 0.01
    assert far(SCOPE, [LAST], AXES[:1]) > 10


def test_any_of_several_answers_will_do() -> None:
    """The nearest counts."""
    either = Sought((), (0, 2), (0, 1))
    assert far(SCOPE, [either], AXES[:1]) < 0.01
    assert far(SCOPE, [either], AXES[3:]) < far(SCOPE, [LAST], AXES[3:])


def test_passages_count_half() -> None:
    """A vector at the right sentence, whose passage lies elsewhere, is off by the passage alone."""
    at_sentence = far(SCOPE, [LAST], AXES[2:3])
    of_passages = -torch.log_softmax(torch.zeros(2), 0)[1]
    torch.testing.assert_close(at_sentence, of_passages / 2, atol=1e-4, rtol=0)


def test_it_can_be_learned_from() -> None:
    """A step against the gradient brings a question nearer."""
    vector = torch.tensor([[0.5, 0.5, 0.5, 0.5]], requires_grad=True)
    before = far(SCOPE, [LAST], vector)
    before.backward()
    assert vector.grad is not None
    nearer = torch.nn.functional.normalize(vector.detach() - 0.05 * vector.grad, dim=1)
    assert far(SCOPE, [LAST], nearer) < before.detach()


def test_the_average_takes_the_place_of_the_weights() -> None:
    """It begins at the first addition, and each further one is a share of it; without any, nothing changes."""
    weights = [torch.tensor([1.0])]
    average = Average(weights, 0.25)
    average.put()
    assert weights[0].item() == 1.0
    average.add()
    weights[0].fill_(5.0)
    average.add()
    average.put()
    assert weights[0].item() == 2.0
